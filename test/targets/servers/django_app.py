import time

import work
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="not one")


def index(request, number):
    time.sleep(0.02)  # So that requests at the same time meet several workers.
    return HttpResponse(work.answer(number))


urlpatterns = [path("<int:number>", index)]
app = get_wsgi_application()
