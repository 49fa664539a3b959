"""Django's PostgreSQL with reading that begins in one round trip."""
