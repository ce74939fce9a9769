"""Lists of the admin from which nothing is deleted many at once."""


class OneByOneMixin:
    """Leaves deleting to each one's own page, which says what is in the way."""

    def get_actions(self, request):
        """Return the actions of the list without deleting."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}
