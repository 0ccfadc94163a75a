"""What Alembic runs: the migrations, on the connection and in the transaction that it is handed."""

from alembic import context

from caveat.server.audit.database.revision import VERSION_TABLE
from caveat.server.audit.database.table import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
context.run_migrations()
