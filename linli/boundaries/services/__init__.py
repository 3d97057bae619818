"""What the room does; every service changes and records in one transaction."""
