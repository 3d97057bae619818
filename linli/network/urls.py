"""Pages of the network."""

from django.urls import URLPattern, path

from linli.network.views import (
    concurrency,
    coverage,
    designations,
    holders,
    kinds,
    missing,
    postings,
    responsibility,
    stewards,
)

app_name = "network"
reach_urls: list[URLPattern] = [
    path("mine/", responsibility.mine, name="mine"),
    path("areas/<uuid:key>/responsible/", responsibility.area, name="responsible"),
    path("areas/<uuid:key>/responsible.xlsx", responsibility.area_book, name="responsible_book"),
    path("holders/<uuid:key>/link/", stewards.link, name="link"),
    path("holders/<uuid:key>/unlink/", stewards.unlink, name="unlink"),
    path("notices/", stewards.notices, name="notices"),
    path("notices/new/", stewards.new_notice, name="new_notice"),
    path("notices/<uuid:key>/end/", stewards.end_notice, name="end_notice"),
]
urlpatterns: list[URLPattern] = [
    path("", coverage.coverage, name="coverage"),
    path("coverage.xlsx", coverage.book, name="coverage_book"),
    path("take-over/", coverage.take_over, name="take_over"),
    path("missing/", missing.missing, name="missing"),
    path("missing.xlsx", missing.book, name="missing_book"),
    path("concurrent/", concurrency.concurrency, name="concurrency"),
    path("concurrent.xlsx", concurrency.book, name="concurrency_book"),
    path("postings/", postings.listing, name="postings"),
    path("postings.xlsx", postings.book, name="postings_book"),
    path("postings/<uuid:key>/end/", postings.end, name="end"),
    path("appoint/", postings.appoint, name="appoint"),
    path("holders/<uuid:key>/", holders.holder, name="holder"),
    path("holders/<uuid:key>/edit/", holders.edit, name="holder_edit"),
    path("holders/<uuid:key>/phone/", holders.reveal, name="reveal"),
    path("designations/", designations.designations, name="designations"),
    path("designations/<int:pk>/end/", designations.end, name="end_designation"),
    path("kinds/", kinds.kinds, name="kinds"),
    path("kinds/new/", kinds.kind_new, name="kind_new"),
    path("kinds/<slug:code>/", kinds.kind_edit, name="kind_edit"),
    path("tiers/<int:number>/", kinds.tier_edit, name="tier_edit"),
    *reach_urls,
]
