"""Run the migrations on the connection that `reflect.operations.schema` hands over."""

from alembic import context

from reflect.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,  # our engine says BEGIN itself, so that SQLite rolls back too
)
context.run_migrations()
