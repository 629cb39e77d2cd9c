"""A turn's calls as programs, and the files that lie beside them.

Written from what `messages.build` would send, so that the program asks for the very same thing. Files
stand in it by their storage keys: nothing is read before somebody downloads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from playground import storage
from playground.code import LANGUAGES, Program, Run
from playground.models import Image, Job, Reference, ReferenceState, Turn
from playground.providers.base import ImageRequest, Part
from playground.services import messages, references

# Pictures stand in the program itself up to so many bytes: more than that, nobody can read around.
INLINE_BYTES = 250_000
# Longer signatures lie beside the program. Those of pictures can be longer than a picture.
SIGNATURE_BYTES = 300


class NotReady(Exception):
    """References of the turn are still being prepared, or could not be."""


@dataclass(frozen=True, slots=True)
class File:
    """What a program reads: a stored picture by its `key`, or a signature by its bytes."""

    name: str
    size: int
    key: str = ""
    data: bytes = b""

    def chunks(self) -> Iterable[bytes]:
        return storage.read_range(self.key, 0, storage.size(self.key)) if self.key else [self.data]


@dataclass(frozen=True, slots=True)
class Code:
    """`continues`: there is a conversation to leave out. `scaled`: scaled copies of `files` were sent."""

    turn: Turn
    program: Program
    files: Sequence[File]
    continues: bool
    scaled: bool
    estimate: int

    @property
    def inlinable(self) -> bool:
        """Whether the files may stand in the program."""
        return sum(file.size for file in self.files) <= INLINE_BYTES

    def inlined(self) -> Program:
        """The program with its pictures in it. Reads storage; raises storage.StorageError."""
        contents = {(file.key.encode() or file.data): b"".join(file.chunks()) for file in self.files}
        return replace(self.program, request=_filled(self.program.request, contents), files={})

    def check(self) -> None:
        """Whether all files are there. Raises storage.StorageError."""
        for file in self.files:
            if file.key:
                storage.size(file.key)

    def programs(self) -> Iterator[tuple[str, str]]:
        """Each language's file name and text."""
        for language in LANGUAGES:
            yield f"turn-{self.turn.number}.{language.extension}", language.write(self.program)


def of_turn(turn: Turn, *, whole: bool = True) -> Code:
    """The programs of a turn; without its conversation only what it said itself.

    Raises NotReady, and catalogue.UnknownModel for a model that nobody knows any more.
    """
    if references.states(turn) - {ReferenceState.READY}:
        raise NotReady
    jobs = list(turn.jobs.order_by("number"))
    request = messages.build(jobs[0], str.encode)
    continues = len(request.messages) > 1
    if not whole:
        request = replace(request, messages=request.messages[-1:])
    runs = [Run(f"{job.frame}.{_extension(job)}", job.seed) for job in jobs]
    files = [*_pictures(turn, request, {run.file for run in runs}), *_signatures(request)]
    used = references.of(turn)
    weight = messages.load(turn.prompt, used, turn.continues_from, flattened=turn.flattened)
    named = {file.key.encode() or file.data: file.name for file in files}
    return Code(
        turn=turn,
        program=Program(request, runs, named),
        files=files,
        continues=continues,
        scaled=weight.scaled,
        estimate=sum(job.estimate for job in jobs),
    )


def _pictures(turn: Turn, request: ImageRequest, taken: set[str]) -> list[File]:
    """The request's pictures in its order: earlier frames by their numbers, others as references."""
    keys = [part.data.decode() for part in _parts(request) if part.data is not None]
    frames = {
        image.key: image
        for image in Image.objects.filter(team=turn.team_id, key__in=keys).select_related("turn")
    }
    sizes = dict(Reference.objects.filter(team=turn.team_id, key__in=keys).values_list("key", "size"))
    files: list[File] = []
    for key in dict.fromkeys(keys):
        frame, extension = frames.get(key), key.rpartition(".")[2]
        # A frame of another conversation may have the number of one that is here already.
        stems = chain([frame.frame], _counted(frame.frame, 2)) if frame else _counted("reference", 1)
        name = next(name for name in (f"{stem}.{extension}" for stem in stems) if name not in taken)
        taken.add(name)
        files.append(File(name, frame.size if frame else sizes.get(key) or storage.size(key), key=key))
    return files


def _signatures(request: ImageRequest) -> list[File]:
    found = dict.fromkeys(part.signature for part in _parts(request) if part.signature is not None)
    long = [signature for signature in found if len(signature) > SIGNATURE_BYTES]
    return [
        File(f"signature-{number}.bin", len(signature), data=signature)
        for number, signature in enumerate(long, 1)
    ]


def _parts(request: ImageRequest) -> Iterator[Part]:
    return chain.from_iterable(message.parts for message in request.messages)


def _counted(stem: str, start: int) -> Iterator[str]:
    return (f"{stem}-{number}" for number in count(start))


def _extension(job: Job) -> str:
    """That of the picture which arrived, else the one that models mostly send."""
    key = job.images.order_by("number").values_list("key", flat=True).first()
    return key.rpartition(".")[2] if key else "png"


def _filled(request: ImageRequest, contents: dict[bytes, bytes]) -> ImageRequest:
    """The request with the bytes that its stand-ins stood for."""
    return replace(
        request,
        messages=tuple(
            replace(message, parts=tuple(_with_data(part, contents) for part in message.parts))
            for message in request.messages
        ),
    )


def _with_data(part: Part, contents: dict[bytes, bytes]) -> Part:
    return part if part.data is None else replace(part, data=contents[part.data])
