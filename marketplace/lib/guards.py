"""Rules between tables that no CHECK can express: the database itself refuses rows that break them."""

from typing import Any

from django.db import migrations


class Refuse(migrations.operations.base.Operation):
    """Migration operation: refuse INSERT and UPDATE of a row for which `when` (SQL over NEW) is true.

    `when` may have subqueries and must read the same on PostgreSQL and SQLite. `name` says the rule as the
    constraint's name does; it is what the IntegrityError names.

    SQLite makes a table anew when a constraint or a field of it is altered: that drops its triggers, and fails while a
    trigger of another table names it. Such a migration lifts the guard first (`Lift`) and sets it again after.
    """

    reversible = True

    def __init__(self, model_name: str, name: str, when: str) -> None:
        self.model_name = model_name
        self.name = name
        self.when = when

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [], {"model_name": self.model_name, "name": self.name, "when": self.when})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$BEGIN IF {self.when} THEN RAISE EXCEPTION '{self.name}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END$$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {self.name} BEFORE INSERT OR UPDATE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
            )
        else:
            for verb in ("INSERT", "UPDATE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {self.name}_{verb.lower()} BEFORE {verb} ON {table} WHEN {self.when} "
                    f"BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
                )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {self.name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {self.name}()")
        else:
            for verb in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER {self.name}_{verb}")

    def describe(self) -> str:
        return f"Refuse rows of {self.model_name}: {self.name}"


class Lift(Refuse):
    """Migration operation: take back the `Refuse` of the same arguments, while a table it names is altered."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Lift for a while: {self.name}"
