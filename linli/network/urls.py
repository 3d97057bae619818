"""Pages of the network."""

from django.urls import URLPattern, path

from linli.network.views import responsibility, stewards

app_name = "network"
reach_urls: list[URLPattern] = [
    path("mine/", responsibility.mine, name="mine"),
    path("areas/<uuid:key>/responsible/", responsibility.area, name="responsible"),
    path("areas/<uuid:key>/responsible.xlsx", responsibility.area_book, name="responsible_book"),
    path("people/<uuid:key>/", responsibility.person, name="person"),
    path("people/<uuid:key>/link/", stewards.link, name="link"),
    path("people/<uuid:key>/unlink/", stewards.unlink, name="unlink"),
    path("notices/", stewards.notices, name="notices"),
    path("notices/new/", stewards.new_notice, name="new_notice"),
    path("notices/<uuid:key>/end/", stewards.end_notice, name="end_notice"),
]
urlpatterns: list[URLPattern] = [*reach_urls]
