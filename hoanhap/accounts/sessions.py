"""Where is the session of a signed-in user kept, and how is it written in one statement?"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError


class SessionStore(db.SessionStore):
    """Django's sessions in the database; a session that exists is written by one UPDATE instead of a transaction of its own.

    The search writes its session with each pause of typing (docs/bench.md counts it).
    """

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises UpdateError when it was ended meanwhile (signed out elsewhere), as Django's does."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(dict(self.items()))
        kept = self.model.objects.filter(pk=row.session_key)
        if not kept.update(session_data=row.session_data, expire_date=row.expire_date):
            raise UpdateError
