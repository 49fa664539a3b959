"""The addresses of pages for readers; the browser's views keep the rest of their state behind the ``?``."""

from django.urls import path

from config.explorer import views, world

urlpatterns = [
    path("", views.home, name="home"),
    path("map", views.world, name="map"),
    path("world.svg", world.outline, name="world"),
    path("countries.json", world.countries, name="countries"),
    path("paths", views.paths, name="paths"),
    path("events/<str:slug>", views.event, name="event"),
    path("links/<str:slug>", views.link, name="link"),
    path("actors/<str:slug>", views.actor, name="actor"),
    path("narratives", views.narratives, name="narratives"),
    path("narratives/<str:slug>", views.narrative, name="narrative"),
]
