"""Only these addresses of allauth exist, under the names that it looks up; sign-up and e-mail management do not (SETTLED 14)."""
from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path, re_path

from .views import address, log, own, passkeys, sessions, sign_in, staff, statement
from .views.doors import open_door, staff_door

urlpatterns = [
    path("", own.account_home, name="account_home"),
    path("language/", own.set_language, name="set_language"),
    path("still-here/", own.still_here, name="account_still_here"),
    path("sessions/", sessions.sessions, name="account_sessions"),
    path("sessions/end/", sessions.end_sessions, name="account_end_sessions"),
    path("sessions/<uuid:sign_in>/end/", sessions.end_session, name="account_end_session"),
    path("address/", address.address, name="account_address"),
    path("address/stop/", address.stop_address, name="account_stop_address"),
    path("address/<str:side>/", address.confirm_address, name="account_confirm_address"),
    path("statement/", statement.statement, name="account_statement"),
    path("statement/new/", statement.new_statement, name="account_statement_new"),
    path("sign-ins/", log.sign_in_log, name="sign_in_log"),

    path("login/", open_door(sign_in.Login.as_view()), name="account_login"),
    path("login/code/", open_door(sign_in.RequestCode.as_view()), name="account_request_login_code"),
    path("login/code/confirm/", open_door(sign_in.ConfirmCode.as_view()), name="account_confirm_login_code"),
    path("login/second-step/", open_door(sign_in.SecondStep.as_view()), name="mfa_authenticate"),
    path("login/passkey/", open_door(sign_in.SignInWithPasskey.as_view()), name="mfa_login_webauthn"),
    path("logout/", open_door(account.logout), name="account_logout"),
    path("inactive/", open_door(account.account_inactive), name="account_inactive"),

    path("password/reset/", open_door(sign_in.RequestLink.as_view()), name="account_reset_password"),
    path("password/reset/done/", open_door(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/\Z", open_door(own.ChoosePassword.as_view()),
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", open_door(account.password_reset_from_key_done), name="account_reset_password_from_key_done"),

    path("password/change/", staff_door(own.ChangePassword.as_view()), name="account_change_password"),
    path("password/set/", staff_door(account.password_set), name="account_set_password"),
    path("reauthenticate/", staff_door(own.PasswordAgain.as_view()), name="account_reauthenticate"),
    path("second-step/", staff_door(second_step.index), name="mfa_index"),
    path("second-step/again/", staff_door(own.SecondStepAgain.as_view()), name="mfa_reauthenticate"),
    path("second-step/again/passkey/", staff_door(passkeys.PasskeyAgain.as_view()), name="mfa_reauthenticate_webauthn"),
    path("second-step/passkeys/new/", staff_door(passkeys.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("second-step/passkeys/<int:pk>/", staff_door(passkeys.RenamePasskey.as_view()), name="mfa_edit_webauthn"),
    path("second-step/passkeys/<int:pk>/remove/", staff_door(passkeys.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
    path("second-step/set-up/", staff_door(own.SetUpSecondStep.as_view()), name="mfa_activate_totp"),
    path("second-step/remove/", staff_door(own.RemoveSecondStep.as_view()), name="mfa_deactivate_totp"),
    path("second-step/recovery-codes/", staff_door(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-step/recovery-codes/new/", staff_door(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("second-step/recovery-codes/download/", staff_door(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),

    path("staff/", staff.staff_accounts, name="staff_accounts"),
    path("staff/new/", staff.new_staff_account, name="staff_account_new"),
    path("staff/<uuid:user_id>/", staff.staff_account, name="staff_account"),
    path("staff/<uuid:user_id>/change/", staff.change_staff_account, name="staff_account_change"),
    path("staff/<uuid:user_id>/address/", staff.change_staff_address, name="staff_account_address"),
    path("staff/<uuid:user_id>/<slug:deed>/", staff.staff_account_deed, name="staff_account_deed"),
]
