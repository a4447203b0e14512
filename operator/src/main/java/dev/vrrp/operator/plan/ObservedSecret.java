package dev.vrrp.operator.plan;

import java.util.Map;

/**
 * What may be known of a Secret here: never a value.
 *
 * @param keyBytes length of the value of each key, in bytes
 */
public record ObservedSecret(String name, String resourceVersion, Map<String, Integer> keyBytes) {
    public ObservedSecret {
        keyBytes = Map.copyOf(keyBytes);
    }
}
