"""What the suite needs from the machine: a throw-away PostgreSQL, a Chromium."""
