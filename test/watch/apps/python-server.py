"""A room; everything goes to everybody else in it. Prints the port that it took."""
import socket as sockets

import socketio
from aiohttp import web

sio = socketio.AsyncServer(async_mode='aiohttp', cors_allowed_origins='*')
app = web.Application()
sio.attach(app)


@sio.event
async def join(sid, data):
    await sio.enter_room(sid, data['room'])
    await sio.emit('ready', {'sid': sid}, room=data['room'], skip_sid=sid)


@sio.event
async def data(sid, message):
    await sio.emit('data', message, room='blue', skip_sid=sid)


listener = sockets.socket()
listener.bind(('127.0.0.1', 0))
print(listener.getsockname()[1], flush=True)
web.run_app(app, sock=listener, print=None)
