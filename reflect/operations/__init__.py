"""Operations: site setup, migrations, backup and restore, health checks, metrics, translations."""
