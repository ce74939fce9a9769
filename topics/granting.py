"""For migrations that bring something which groups of a site that was there before shall be allowed too."""


def grant(apps, groups, actions_by_model):
    """Give the `groups` of those names, where they exist, the permissions for models of this app.

    `actions_by_model` is as {"synonym": ("add", "view")}. New sites' groups get theirs from topics/receivers.py.
    """
    groups = apps.get_model("auth", "Group").objects.filter(name__in=groups)
    if not groups:
        return
    for model, actions in actions_by_model.items():
        content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="topics", model=model
        )
        verbose_name = apps.get_model("topics", model)._meta.verbose_name
        for action in actions:
            # Named as Django itself names it, which then finds it made.
            permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {verbose_name}"},
            )
            for group in groups:
                group.permissions.add(permission)
