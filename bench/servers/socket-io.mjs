/** A bare Socket.IO relay, as the small voice chats write it: rooms, and `io.to(target).emit`. No telemetry, no checks. */
import { createRequire } from 'node:module';
import { createServer } from 'node:http';

// OpenTelemetry's instrumentation sees what is required, not what is imported.
const { Server } = createRequire(import.meta.url)('socket.io');
const log = process.argv.includes('--log') ? console.log : undefined;
const http = createServer();
const io = new Server(http);
const users = new Map();

io.on('connection', (socket) => {
  socket.on('join-room', (room, username) => {
    users.set(socket.id, { room, username });
    void socket.join(room);
    const members = io.sockets.adapter.rooms.get(room) ?? [];
    socket.emit(
      'room-users',
      Array.from(members, (socketId) => ({ socketId, username: users.get(socketId)?.username })),
    );
    socket.to(room).emit('user-joined', { socketId: socket.id, username });
  });
  for (const kind of ['offer', 'answer', 'ice-candidate']) {
    socket.on(kind, ({ target, ...message }) => {
      log?.(`[${new Date().toISOString()}] ${kind} received from ${socket.id} to ${target}`);
      io.to(target).emit(kind, { ...message, sender: socket.id, username: users.get(socket.id)?.username });
      log?.(`[${new Date().toISOString()}] ${kind} forwarded from ${socket.id} to ${target}`);
    });
  }
  socket.on('disconnect', () => {
    const user = users.get(socket.id);
    users.delete(socket.id);
    if (user) socket.to(user.room).emit('user-left', socket.id);
  });
});
http.listen(Number(process.env.PORT ?? 0), '127.0.0.1');
