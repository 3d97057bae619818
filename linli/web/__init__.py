"""The hall: base page, navigation, home and the public portal."""
