"""Ten thousand agencies as columns: one question to all of them at once."""

import numpy as np

rng = np.random.default_rng(7)
smallest_project = rng.integers(2_000, 60_000, size=10_000)  # euros
hourly_rate = rng.integers(45, 140, size=10_000)
free_in_days = rng.integers(0, 120, size=10_000)

budget, days_until_end = 20_000, 90
eligible = (smallest_project <= budget) & (free_in_days < days_until_end)

# Half of the working days between start and end, at the agency's own rate.
affordable_days = budget / (hourly_rate * 8)
comfort = np.clip(affordable_days / 30, 0, 1)

score = np.where(eligible, comfort, -1.0)
best = np.argsort(-score, kind="stable")[:5]

assert eligible.sum() < 10_000
assert eligible[best].all()
assert (np.diff(score[best]) <= 0).all()
