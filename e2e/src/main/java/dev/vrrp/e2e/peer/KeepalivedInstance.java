package dev.vrrp.e2e.peer;

/**
 * A {@code vrrp_instance} of keepalived: version 2, one second, no preemption, password.
 *
 * @param name of the instance
 * @param device interface that it speaks on and that holds the address
 * @param trackedDevice another interface whose carrier counts
 * @param virtualRouterId 1 to 255
 * @param priority 1 to 254
 * @param password 1 to 8 characters
 * @param address with prefix length
 */
public record KeepalivedInstance(
        String name,
        String device,
        String trackedDevice,
        int virtualRouterId,
        int priority,
        String password,
        String address) {

    String configuration() {
        return """
                vrrp_instance %s {
                    state BACKUP
                    nopreempt
                    version 2
                    interface %s
                    virtual_router_id %d
                    priority %d
                    advert_int 1
                    authentication {
                        auth_type PASS
                        auth_pass %s
                    }
                    virtual_ipaddress {
                        %s dev %s
                    }
                    track_interface {
                        %s
                        %s
                    }
                }
                """.formatted(name, device, virtualRouterId, priority, password, address, device, device, trackedDevice);
    }
}
