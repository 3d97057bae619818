"""
Documents of a split: one content model, written as Word, Excel, PDF, maps, GeoJSON, Shapefile and CSV.

Builders take a `Dossier` and give bytes; they read no database and no clock.
"""
