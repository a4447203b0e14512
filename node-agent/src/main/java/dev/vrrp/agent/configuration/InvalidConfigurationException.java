package dev.vrrp.agent.configuration;

/** A NodeConfig that can't be run; the message names the field, the value and what would be right. */
public final class InvalidConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    public InvalidConfigurationException(String message) {
        super(message);
    }
}
