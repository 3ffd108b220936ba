/** PeerJS server as it comes; only its bound of 5,000 clients is raised. */
import { PeerServer } from 'peer';

PeerServer({ port: Number(process.env.PORT ?? 0), host: '127.0.0.1', path: '/', concurrent_limit: 50_000 });
