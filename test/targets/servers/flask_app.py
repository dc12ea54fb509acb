import time

import work
from flask import Flask

app = Flask(__name__)


@app.get("/<int:number>")
def index(number):
    time.sleep(0.02)  # So that requests at the same time meet several workers.
    return work.answer(number)
