"""Addresses of the app `accounts`. Of allauth only signing in, signing out and changing the password are mounted."""

from django.urls import path

from hoanhap.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("dang-nhap/", views.SignIn.as_view(), name="account_login"),
    path("dang-xuat/", views.SignOut.as_view(), name="account_logout"),
    path("doi-mat-khau/", views.ChangePassword.as_view(), name="account_change_password"),
    path("nhat-ky/", views.audit_log, name="audit_log"),
]
