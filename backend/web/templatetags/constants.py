"""{% translate %} and {% url %} of Django, where they say the same each time: worked out once.

A page holds fifty such words and addresses; looking each up again took a tenth of its time. Words
that stand in the template are one string in each language, an address without arguments is one
string in each table of routes. Neither knows who reads.
"""

from collections.abc import Callable, Hashable

from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

from backend.web.shared.kept import routes


class Constant(Node):
    """A tag whose text depends on nothing but `key()`."""

    child_nodelists = ()

    def __init__(self, tag: Node, key: Callable[[], Hashable]) -> None:
        self.tag, self.key = tag, key
        self.texts: dict[Hashable, str] = {}

    def render(self, context: Context) -> str:
        """The text, worked out by Django the first time."""
        key = (self.key(), context.autoescape)
        text = self.texts.get(key)
        if text is None:
            text = self.texts[key] = self.tag.render(context)
        return text


def translate(parser: Parser, token: Token) -> Node:
    """`{% translate "Words" %}`, with a context too; as Django's where a variable stands in it."""
    tag: TranslateNode = do_translate(parser, token)
    told = (tag.filter_expression, tag.message_context)
    varies = tag.asvar or any(each is not None and not _is_literal(each) for each in told)
    return tag if varies else Constant(tag, get_language)


def url(parser: Parser, token: Token) -> Node:
    """`{% url "name" %}`; as Django's where it has arguments or names a variable."""
    tag: URLNode = django_url(parser, token)
    varies = tag.asvar or tag.args or tag.kwargs or not _is_literal(tag.view_name)
    return tag if varies else Constant(tag, routes)


def _is_literal(told: FilterExpression) -> bool:
    """Whether it is text in quotes and no more."""
    var = told.var
    return not told.filters and (not isinstance(var, Variable) or var.literal is not None)
