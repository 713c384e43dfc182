"""Ways to compare a column that Django doesn't bring."""

import json
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Lookup


class Among(Lookup[int]):
    """`.filter(Among(F("pk"), keys))`: like `in`, with all the keys, whole numbers, in one parameter.

    Thousands of keys as thousands of parameters take longer to write down than to look up.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, given = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*given, json.dumps(self._keys))  # noqa: S608

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, given = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT unnest(%s::bigint[]))", (*given, self._keys)

    @property
    def _keys(self) -> list[int]:
        return list(cast(Iterable[int], self.rhs))
