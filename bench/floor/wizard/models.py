"""A draft per person, and what a submission leaves."""

from uuid import uuid4

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The answers so far, written again at each step."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    answers = models.JSONField(default=dict)
    file = models.FileField(upload_to="drafts/%Y/%m", blank=True)
    updated_at = models.DateTimeField(auto_now=True)


class Application(models.Model):
    """A request that was submitted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    answers = models.JSONField()
    status = models.CharField(max_length=20, default="received")
    submitted_at = models.DateTimeField(auto_now_add=True)


class Attachment(models.Model):
    """The file that came with it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    file = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()


class HistoryEntry(models.Model):
    """One line of what happened."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="history")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    action = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)


class OutgoingMail(models.Model):
    """A mail that a cron job will send."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    queued_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
