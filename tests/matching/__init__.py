"""The engine, tried by itself: nothing here needs a database."""
