"""Pages of the room."""

from django.urls import path, re_path

from linli.people.views import accounts, appointments, profile, roles, sign_in

app_name = "people"
urlpatterns = [
    path("", accounts.list_accounts, name="list"),
    path("new/", accounts.new_account, name="account_new"),
    path("passwords/", accounts.issue_passwords, name="issue_passwords"),
    path("<int:account_id>/", accounts.show_account, name="account"),
    path("<int:account_id>/edit/", accounts.edit_account, name="account_edit"),
    path("<int:account_id>/phone/", accounts.reveal_phone, name="account_phone"),
    path("<int:account_id>/may/", accounts.explain_account, name="account_may"),
    re_path(
        r"^(?P<account_id>\d+)/(?P<act>deactivate|reactivate|password|two-factor)/$",
        accounts.act_on_account,
        name="account_act",
    ),
    path("<int:account_id>/appoint/", appointments.new_appointment, name="appointment_new"),
    path("appointments/<int:appointment_id>/end/", appointments.end_appointment, name="appointment_end"),
    path("roles/", roles.list_roles, name="roles"),
    path("roles/new/", roles.new_role, name="role_new"),
    path("roles/<int:role_id>/", roles.edit_role, name="role"),
    path("me/", profile.profile, name="profile"),
    path("me/password/", profile.password, name="password"),
    path("me/two-factor/", profile.two_factor, name="two_factor"),
    path("me/two-factor/change/", profile.two_factor_act, name="two_factor_act"),
    path("me/sessions/<int:sign_in_id>/end/", profile.end_session, name="session_end"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.second_step, name="second_step"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
]
