"""Pages of the hall."""

app_name = "web"
urlpatterns: list = []
