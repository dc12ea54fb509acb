import time

import work
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

app = FastAPI()


@app.get("/{number}", response_class=PlainTextResponse)
async def index(number: int):
    time.sleep(0.02)  # So that requests at the same time meet several workers.
    return work.answer(number)
