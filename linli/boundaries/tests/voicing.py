"""What the tests of consultation share: a plan that residents are asked about, and things they send in."""

from datetime import date

from linli.boundaries import services
from linli.boundaries.samples import NOON
from linli.boundaries.services.voices import Sender
from linli.boundaries.terms import CommentKind, ProjectState

TODAY = date(2026, 11, 20)
NAME, PHONE = "王秀英", "13812345678"
WANG = Sender(NAME, PHONE, agreed=True)


def ask(project, plan, **facts):
    """Ask residents about a plan."""
    project.chosen, project.state = plan, ProjectState.CONSULTATION
    project.introduction = "两个社区拆为四个。"
    for name, value in facts.items():
        setattr(project, name, value)
    project.save()
    return project


def say(project, number=1, text="请把办公室放在车站旁。", *, kind=CommentKind.COMMENT, **facts):
    """Send in a comment."""
    given = {"sender": Sender(), "now": NOON, "today": TODAY} | facts
    return services.take_comment(project=project, token=f"token-of-comment-{number}", kind=kind, text=text, **given)


def draw(project, number=1, **facts):
    """Send in a neighbourhood of the first two compounds."""
    given = {"text": "", "sender": Sender(), "now": NOON, "today": TODAY, "ticked": [0, 1]} | facts
    return services.take_neighbourhood(project=project, token=f"token-of-drawing-{number}", **given)
