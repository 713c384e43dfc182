"""The matching engine: which agencies suit a brief, why, and why not. Knows neither Django nor a database."""

ENGINE_VERSION = "1.2"
"""Named in every stored run. Raise it with any change that can change a score, a reason or the order."""
