"""The catalogue as people choose from it: kinds of cases grouped by their class."""

from datetime import date

from django.db.models import Q

from linli.cases.models import Category

Choices = list[tuple[str, list[tuple[str, str]]]]


def list_category_choices(today: date, *, key: str = "pk") -> Choices:
    """
    Return the kinds in force as (class, [(key, kind)]) groups, in the order of their codes; one query.

    key: `pk` for our own forms, `code` where the page is public.
    """
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    groups: dict[int, tuple[str, list[tuple[str, str]]]] = {}
    leaves = []
    for category in Category.objects.filter(in_force, valid_from__lte=today).order_by("code"):
        if category.parent_id is None:
            groups[category.pk] = (category.name, [])
        else:
            leaves.append(category)
    for leaf in leaves:
        if leaf.parent_id in groups:
            groups[leaf.parent_id][1].append((str(getattr(leaf, key)), leaf.name))
    return [group for group in groups.values() if group[1]]
