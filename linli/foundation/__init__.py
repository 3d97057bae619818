"""Access, audit, jobs, calendar, files in and out: Django without words of the domain."""
