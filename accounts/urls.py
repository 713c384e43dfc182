"""/settings/ and /invitations/: one's own account, organisation and people."""

from django.urls import path

from accounts.views import invitations, members, organisations, profile, unsent

app_name = "accounts"
urlpatterns = [
    path("settings/", profile.edit, name="profile"),
    path("settings/unsent/", unsent.show, name="unsent"),
    path("settings/switch/", profile.switch, name="switch"),
    path("settings/organisation/", organisations.edit, name="organisation"),
    path("settings/organisation/new/", organisations.found, name="found"),
    path("settings/members/", members.index, name="members"),
    path("settings/members/<slug:code>/role/", members.change_role, name="change_role"),
    path("settings/members/<slug:code>/remove/", members.remove, name="remove_member"),
    path("settings/invitations/", invitations.send, name="invite"),
    path("settings/invitations/<slug:code>/resend/", invitations.resend, name="resend_invitation"),
    path("settings/invitations/<slug:code>/withdraw/", invitations.withdraw, name="withdraw_invitation"),
    path("invitations/", invitations.waiting, name="waiting"),
    path("invitations/forget/", invitations.decline_to_use, name="forget_invitation"),
    path("invitations/waiting/<slug:code>/", invitations.join, name="join"),
    path("invitations/<str:token>/", invitations.answer, name="invitation"),
]
