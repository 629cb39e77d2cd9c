"""The site map."""

from __future__ import annotations

from django.urls import include, path

from playground.views import (
    gallery,
    generate,
    health,
    images,
    jobs,
    references,
    sign_in,
    studio,
    turns,
)

conversation_urls = [
    path("<uuid:pk>/", studio.conversation, name="conversation"),
]
generate_urls = [
    path("", generate.generate, name="generate"),
    path("options/", generate.options, name="generate_options"),
    path("draft/", generate.draft, name="generate_draft"),
]
turn_urls = [
    path("<uuid:pk>/", turns.turn, name="turn"),
    path("<uuid:pk>/cancel/", turns.cancel, name="turn_cancel"),
    path("<uuid:pk>/retry/", turns.retry, name="turn_retry"),
    path("<uuid:pk>/delete/", turns.delete, name="turn_delete"),
    path("<uuid:pk>/restore/", turns.restore, name="turn_restore"),
]
job_urls = [
    path("running/", jobs.running, name="running"),
    path("<uuid:pk>/cancel/", jobs.cancel, name="job_cancel"),
    path("<uuid:pk>/retry/", jobs.retry, name="job_retry"),
]
attempt_urls = [
    path("<uuid:pk>/billed/", jobs.billed, name="attempt_billed"),
    path("<uuid:pk>/not-billed/", jobs.not_billed, name="attempt_not_billed"),
]
reference_urls = [
    path("", references.receive, name="references"),
    path("<uuid:pk>/", references.tile, name="reference"),
    path("<uuid:pk>/file/", references.file, name="reference_file"),
    path("<uuid:pk>/thumbs/<slug:spec>/", references.thumbnail, name="reference_thumbnail"),
]
image_urls = [
    path("<uuid:pk>/", images.image, name="image"),
    path("<uuid:pk>/file/", images.file, name="image_file"),
    path("<uuid:pk>/thumbs/<slug:spec>/", images.thumbnail, name="image_thumbnail"),
    path("<uuid:pk>/delete/", images.delete, name="image_delete"),
    path("<uuid:pk>/restore/", images.restore, name="image_restore"),
]
sign_in_urls = [
    path("", sign_in.index, name="sign_in"),
    path("<str:token>/", sign_in.link, name="sign_in_link"),
]

urlpatterns = [
    path("", studio.home, name="home"),
    path("studio/", studio.new, name="studio"),
    path("c/", include(conversation_urls)),
    path("generate/", include(generate_urls)),
    path("turns/", include(turn_urls)),
    path("jobs/", include(job_urls)),
    path("attempts/", include(attempt_urls)),
    path("references/", include(reference_urls)),
    path("images/", include(image_urls)),
    path("gallery/", gallery.index, name="gallery"),
    path("sign-in/", include(sign_in_urls)),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "playground.views.errors.bad_request"
handler403 = "playground.views.errors.forbidden"
handler404 = "playground.views.errors.not_found"
handler500 = "playground.views.errors.failed"
