"""People and the organisations they act for."""
