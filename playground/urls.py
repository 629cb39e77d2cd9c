"""The site map."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from playground.views import (
    code,
    conversations,
    gallery,
    generate,
    health,
    images,
    jobs,
    pairs,
    palette,
    references,
    running,
    selection,
    settings,
    sign_in,
    studio,
    turns,
)

conversation_urls = [
    path("", conversations.index, name="conversations"),
    path("running/", conversations.running, name="conversations_running"),
    path("<uuid:pk>/", studio.conversation, name="conversation"),
    path("<uuid:pk>/changes/", turns.changes, name="conversation_changes"),
    path("<uuid:pk>/<int:turn>.<int:number>/", images.frame, name="conversation_frame"),
    path("<uuid:pk>/title/", conversations.title, name="conversation_title"),
    path("<uuid:pk>/rename/", conversations.rename, name="conversation_rename"),
    path("<uuid:pk>/archive/", conversations.archive, name="conversation_archive"),
    path("<uuid:pk>/unarchive/", conversations.unarchive, name="conversation_unarchive"),
]
generate_urls = [
    path("", generate.generate, name="generate"),
    path("options/", generate.options, name="generate_options"),
    path("draft/", generate.draft, name="generate_draft"),
    path("history/", generate.history, name="generate_history"),
]
turn_urls = [
    path("<uuid:pk>/", turns.turn, name="turn"),
    path("<uuid:pk>/draft/", turns.draft, name="turn_draft"),
    path("<uuid:pk>/cancel/", turns.cancel, name="turn_cancel"),
    path("<uuid:pk>/code/", code.code, name="turn_code"),
    path("<uuid:pk>/code/download/", code.download, name="turn_code_download"),
    path("<uuid:pk>/raw/", code.raw, name="turn_raw"),
    path("<uuid:pk>/retry/", turns.retry, name="turn_retry"),
    path("<uuid:pk>/delete/", turns.delete, name="turn_delete"),
    path("<uuid:pk>/restore/", turns.restore, name="turn_restore"),
    path("<uuid:pk>/again/", palette.run_again, name="turn_again"),
    path("<uuid:pk>/finished/", running.finished, name="turn_finished"),
]
job_urls = [
    path("running/", running.pill, name="running"),
    path("running/list/", running.index, name="running_list"),
    path("running/<uuid:pk>/cancel/", running.cancel, name="running_cancel"),
    path("<uuid:pk>/cancel/", jobs.cancel, name="job_cancel"),
    path("<uuid:pk>/retry/", jobs.retry, name="job_retry"),
]
attempt_urls = [
    path("<uuid:pk>/billed/", jobs.billed, name="attempt_billed"),
    path("<uuid:pk>/not-billed/", jobs.not_billed, name="attempt_not_billed"),
]
reference_urls = [
    path("", references.receive, name="references"),
    path("from-image/<uuid:pk>/", references.from_image, name="image_as_reference"),
    path("<uuid:pk>/", references.tile, name="reference"),
    path("<uuid:pk>/file/", references.file, name="reference_file"),
    path("<uuid:pk>/thumbs/<slug:spec>/", references.thumbnail, name="reference_thumbnail"),
]
image_urls = [
    path("pair/", pairs.pair, name="image_pair"),
    path("<uuid:pk>/", images.image, name="image"),
    path("<uuid:pk>/file/", images.file, name="image_file"),
    path("<uuid:pk>/thumbs/<slug:spec>/", images.thumbnail, name="image_thumbnail"),
    path("<uuid:pk>/favourite/", images.favourite, name="image_favourite"),
    path("<uuid:pk>/delete/", images.delete, name="image_delete"),
    path("<uuid:pk>/restore/", images.restore, name="image_restore"),
]
gallery_urls = [
    path("", gallery.index, name="gallery"),
    path("counts/", gallery.counts, name="gallery_counts"),
    path("selection/delete/", selection.delete, name="selection_delete"),
    path("selection/restore/", selection.restore, name="selection_restore"),
    path("selection/favourite/", selection.favourite, name="selection_favourite"),
]
settings_urls = [
    path("", RedirectView.as_view(pattern_name="settings_profile"), name="settings"),
    path("profile/", settings.profile, name="settings_profile"),
    path("keyboard/", settings.keyboard, name="settings_keyboard"),
    path("theme/", settings.theme, name="settings_theme"),
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
    path("gallery/", include(gallery_urls)),
    path("palette/", palette.index, name="palette"),
    path("settings/", include(settings_urls)),
    path("sign-in/", include(sign_in_urls)),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "playground.views.errors.bad_request"
handler403 = "playground.views.errors.forbidden"
handler404 = "playground.views.errors.not_found"
handler500 = "playground.views.errors.failed"
