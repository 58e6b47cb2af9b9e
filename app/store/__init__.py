"""The encrypted store of one station: engine, tables, migrations, change log, audit chain, backup."""
