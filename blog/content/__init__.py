"""The guides as we wrote them: texts in `guides`, the code they show in `samples`, their drawings in `covers`."""
