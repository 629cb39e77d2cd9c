"""The main job from a shell: the same form, services, worker and ledger as the browser's."""

from __future__ import annotations

import argparse
import json
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from playground import catalogue, imaging, launcher, storage
from playground.forms import limit
from playground.forms.generate import IMAGE, TEXT_IMAGE, GenerateForm
from playground.models import Image, Job, Reference, Team, Turn, User
from playground.queries import images as pictures
from playground.queries import spend
from playground.services import jobs, outcomes, references, teams

# Seconds between looks at the database; a person waits for it.
LOOK = 0.2


class Command(BaseCommand):
    help = "Generate pictures from a prompt, and print where they are."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("prompt", help="what the picture should show; image 1 is the first --ref")
        parser.add_argument(
            "--model",
            default=catalogue.DEFAULT_MODEL,
            help="name as on the page, or id (default: %(default)s)",
        )
        parser.add_argument("--ratio", help="aspect ratio, such as 3:2")
        parser.add_argument("--size", help="512, 1K, 2K or 4K")
        parser.add_argument("--seed", help="where the model takes one")
        parser.add_argument("--temperature", help="0 to 2, where the model takes one")
        parser.add_argument("--thinking", default="", metavar="LEVEL", help="minimal, medium or high")
        parser.add_argument("--system", default="", metavar="TEXT", help="system instruction")
        parser.add_argument("--image-only", action="store_true", help="ask for no words beside the picture")
        parser.add_argument("--count", default="1", help="1 to 8 pictures")
        parser.add_argument(
            "--ref",
            action="append",
            default=[],
            metavar="FILE",
            type=Path,
            help="a picture as reference; once for each, in their order",
        )
        parser.add_argument("--out", type=Path, help="folder for the pictures (default: here)")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        out = _folder(options["out"] or Path.cwd())
        with Engine() as engine:
            owner = teams.bootstrap()
            team = teams.first(owner)
            refs = [_receive(team, owner, path) for path in options["ref"]]
            form = GenerateForm(_form_data(options, refs), team=team)
            if not form.is_valid():
                raise CommandError(_first_sentence(form))
            try:
                turn = jobs.submit(team, owner, form.submission())
            except jobs.OverLimit as over:
                count = form.cleaned_data["count"]
                raise CommandError(limit.refusal(over.amount, over.free, count)) from over
            finished = _wait(turn, engine)
        self._report(turn, finished, out, as_json=options["json"])

    def _report(self, turn: Turn, finished: list[Job], out: Path, *, as_json: bool) -> None:
        images = list(turn.images.select_related("part__attempt", "turn").order_by("number"))
        paths = [_save(image, out) for image in images]
        if as_json:
            self.stdout.write(json.dumps(_as_json(turn, finished, images, paths), indent=2))
        else:
            for path in paths:
                self.stdout.write(str(path))
        failed = [job for job in finished if not job.images.exists()]
        if failed:
            words = outcomes.words(failed[0].outcome)
            detail = outcomes.detail(failed[0].outcome, failed[0].detail)
            raise CommandError(f"{words.title}. {outcomes.body(failed[:1])} {detail}".strip())


class Engine:
    """Somebody who works: the launcher that runs on this data already, or a worker of our own."""

    def __init__(self) -> None:
        self._own = ExitStack()
        self._started = False

    def __enter__(self) -> Self:
        self.ensure()
        return self

    def __exit__(self, *error: object) -> None:
        self._own.close()

    def ensure(self) -> None:
        """Start a worker if nobody works. The other one may stop at any moment, so ask again."""
        if self._started or launcher.is_running():
            return
        try:
            self._own.enter_context(launcher.Runtime(web=False))
        except CommandError:
            # Somebody else was quicker, and does the work: we shall see at the next look.
            if not launcher.is_running():
                raise
        else:
            self._started = True


def _folder(out: Path) -> Path:
    """The folder for the pictures, made before anything is paid for."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{out}: {error.strerror}") from error
    return out


def _receive(team: Team, owner: User, path: Path) -> Reference:
    try:
        with path.open("rb") as file:
            return references.receive(team, owner, File(file, name=path.name))
    except imaging.Rejected as rejected:
        raise CommandError(f"{path.name}: {rejected.sentence}") from rejected
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except storage.StorageError as error:
        raise CommandError(f"{path.name}: {error.sentence}") from error


def _form_data(options: dict[str, Any], refs: list[Reference]) -> dict[str, Any]:
    try:
        model = catalogue.find(options["model"])
        name, ratio, size = model.id, model.default_ratio, model.default_size
    except catalogue.UnknownModel:
        name, ratio, size = options["model"], "1:1", "1K"
    return {
        "prompt": options["prompt"],
        "model": name,
        "aspect_ratio": options["ratio"] or ratio,
        "size": options["size"] or size,
        "seed": options["seed"],
        "temperature": options["temperature"],
        "thinking": options["thinking"],
        "response": IMAGE if options["image_only"] else TEXT_IMAGE,
        "system_instruction": options["system"],
        "count": options["count"],
        "references": [reference.pk for reference in refs],
    }


def _first_sentence(form: GenerateForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _wait(turn: Turn, engine: Engine) -> list[Job]:
    """Wait until every job has ended; the runner's own deadlines make sure that each does."""
    while True:
        current = list(turn.jobs.order_by("number"))
        if not any(job.is_alive for job in current):
            return current
        engine.ensure()
        time.sleep(LOOK)


def _save(image: Image, out: Path) -> Path:
    path = out / f"{str(image.turn.conversation_id)[-8:]}-{image.frame}{Path(image.key).suffix}"
    try:
        path.write_bytes(storage.read(image.key))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except storage.StorageError as error:
        raise CommandError(f"{image.frame}: {error.sentence}") from error
    return path


def _as_json(turn: Turn, finished: list[Job], images: list[Image], paths: list[Path]) -> dict[str, Any]:
    attempts = [attempt for job in finished for attempt in job.attempts.all()]
    return {
        "conversation": str(turn.conversation_id),
        "turn": str(turn.id),
        "model": turn.model,
        "aspect_ratio": turn.aspect_ratio,
        "size": turn.size,
        "temperature": None if turn.temperature is None else float(turn.temperature),
        "thinking": turn.thinking or None,
        "text_answers": turn.text_answers,
        "system_instruction": turn.system_instruction or None,
        "simulated": turn.connection.simulated,
        "cost": dollars(sum(attempt.cost for attempt in attempts)),
        "possibly_billed": sum(
            attempt.may_be_billed for attempt in attempts if not turn.connection.simulated
        ),
        "images": [
            {
                "id": str(image.id),
                "path": str(path),
                "frame": image.frame,
                "width": image.width,
                "height": image.height,
                "mismatch": image.mismatch,
                "mime_type": image.mime_type,
                "seed": image.part.attempt.seed_sent,
                "cost": dollars(spend.share(image.part.attempt.cost, pictures.together(image))),
            }
            for image, path in zip(images, paths, strict=True)
        ],
        "failed": [
            {"number": job.number, "outcome": job.outcome, "reason": job.reason}
            for job in finished
            if not job.images.exists()
        ],
    }


def dollars(micros: int) -> str:
    """Micro-dollars as a plain decimal string: 33600 is "0.0336"."""
    whole, rest = divmod(micros, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") if rest else f"{whole}.00"
