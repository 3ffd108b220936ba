/**
 * A metrics page as coturn writes it (src/apps/relay/prom_server.c): Debian's coturn is built without one.
 */
export const coturnPage = `# HELP stun_binding_request Incoming STUN Binding requests
# TYPE stun_binding_request counter
stun_binding_request 12
# HELP stun_binding_error STUN Binding errors
# TYPE stun_binding_error counter
stun_binding_error 1
# HELP turn_total_traffic_rcvb Represents total finished sessions received bytes
# TYPE turn_total_traffic_rcvb counter
turn_total_traffic_rcvb 90210
# HELP turn_total_traffic_sentb Represents total finished sessions sent bytes
# TYPE turn_total_traffic_sentb counter
turn_total_traffic_sentb 89700
# HELP turn_total_allocations Represents current allocations number
# TYPE turn_total_allocations gauge
turn_total_allocations{type="UDP"} 2
`;
