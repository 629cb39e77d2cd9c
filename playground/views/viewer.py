"""A picture as its page and the lightbox show it: the stage, its neighbours, and all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from playground import catalogue, imaging
from playground.forms.composer import part_name
from playground.forms.search import SearchForm
from playground.http import AppRequest
from playground.models import Attempt, Image, Turn, TurnReference, User
from playground.queries import answers, favourites, images
from playground.queries.images import Neighbours
from playground.views import lineage

CONVERSATION, GALLERY = "conversation", "gallery"


@dataclass(frozen=True, slots=True)
class Within:
    """The sequence a picture is looked at in: its conversation or, with `form`, what the gallery shows."""

    form: SearchForm | None = None

    @classmethod
    def of(cls, request: AppRequest) -> Within:
        return cls(SearchForm(request.GET)) if request.GET.get("in") == GALLERY else cls()

    @property
    def query(self) -> str:
        """The same as a query string, to be carried from picture to picture."""
        return self.form.query(**{"in": GALLERY}) if self.form else f"in={CONVERSATION}"

    def address(self, image: Image) -> str:
        """The conversation is what an address without a query means."""
        page = reverse("image", args=[image.pk])
        return f"{page}?{self.query}" if self.form else page

    def back(self, image: Image) -> str:
        if self.form:
            return f"{reverse('gallery')}?{self.form.query(upto=image.pk)}"
        thread = reverse("conversation", args=[image.turn.conversation_id])
        return f"{thread}?since={image.turn.number}#turn-{image.turn_id}"

    def neighbours(self, image: Image, user: User) -> Neighbours:
        if self.form:
            return images.in_gallery(image, user, self.form.search())
        return images.in_conversation(image)


@dataclass(frozen=True, slots=True)
class Thumb:
    """A picture of the film strip."""

    image: Image
    address: str
    this: bool = False


class Viewer:
    """One picture for one person, in one sequence. What costs a query is asked once."""

    def __init__(self, request: AppRequest, image: Image) -> None:
        self.image, self.user = image, request.user
        self.within = Within.of(request)

    @property
    def turn(self) -> Turn:
        return self.image.turn

    @property
    def attempt(self) -> Attempt:
        return self.image.part.attempt

    # --- Neighbours --------------------------------------------------------------------------------
    @cached_property
    def neighbours(self) -> Neighbours:
        return self.within.neighbours(self.image, self.user)

    @property
    def address(self) -> str:
        return self.within.address(self.image)

    @property
    def back(self) -> str:
        return self.within.back(self.image)

    @property
    def strip(self) -> list[Thumb]:
        before, after = self._thumbs(self.neighbours.before), self._thumbs(self.neighbours.after)
        return [*before, Thumb(self.image, self.address, this=True), *after]

    @property
    def previous(self) -> Thumb | None:
        return next(iter(self._thumbs(self.neighbours.before[-1:])), None)

    @property
    def next(self) -> Thumb | None:
        return next(iter(self._thumbs(self.neighbours.after[:1])), None)

    @property
    def place(self) -> str:
        """ "6 of 128"; counting ends at a thousand."""
        place, total = self.neighbours.place, self.neighbours.total
        if place is None:
            return "" if self.image.deleted_at else f"{images.COUNTED}+"
        return _("%(place)d of %(total)s") % {"place": place, "total": total or f"{images.COUNTED}+"}

    # --- The picture -------------------------------------------------------------------------------
    @property
    def widths(self) -> dict[str, int]:
        return imaging.thumbnail_widths(self.image.width, self.image.height)

    @property
    def sizes(self) -> str:
        """How wide the stage shows the picture, so that the browser chooses before it lays out.

        The lengths are those of images.css.
        """
        ratio = round(self.image.width / self.image.height, 3)
        beside = f"min(100vw - 496px, {ratio} * (100dvh - 152px))"
        return f"(max-width: 900px) min(100vw, {ratio} * 62dvh), {beside}"

    # --- What is known -----------------------------------------------------------------------------
    @property
    def asked(self) -> tuple[int, int] | None:
        """The pixels that ratio and size stand for."""
        model = self._model
        return model.pixels.get((self.turn.aspect_ratio, self.turn.size)) if model else None

    @cached_property
    def references(self) -> list[TurnReference]:
        return list(self.turn.turn_references.select_related("reference"))

    @property
    def references_count(self) -> str:
        """ "2 of 14": what went along, of what the model takes."""
        model = self._model
        if model is None or not model.max_references:
            return str(len(self.references))
        return _("%(count)d of %(limit)d") % {"count": len(self.references), "limit": model.max_references}

    @property
    def cost_lines(self) -> list[dict[str, object]]:
        lines = [catalogue.Line(**line) for line in self.attempt.cost_lines]
        return [{"name": part_name(line), "tokens": line.tokens, "micros": line.micros} for line in lines]

    @cached_property
    def together(self) -> int:
        """How many pictures share this answer and its cost."""
        return images.together(self.image)

    @cached_property
    def answers(self) -> Sequence[str]:
        return answers.words_of(self.attempt)

    @cached_property
    def lineage(self) -> lineage.Tree | None:
        return lineage.tree(images.family(self.image), self.image.pk)

    @cached_property
    def starred(self) -> bool:
        return self.image.pk in favourites.starred(self.user, [self.image])

    def _thumbs(self, images: Sequence[Image]) -> list[Thumb]:
        return [Thumb(image, self.within.address(image)) for image in images]

    @property
    def _model(self) -> catalogue.Model | None:
        """None for a model that the catalogue has forgotten."""
        try:
            return catalogue.get(self.image.model)
        except LookupError:
            return None
