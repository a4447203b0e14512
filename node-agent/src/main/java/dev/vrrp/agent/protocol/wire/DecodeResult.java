package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a frame turned out to be. */
public sealed interface DecodeResult {
    /**
     * A valid advertisement. Whether it fits the virtual router that it is for is {@link AdvertisementCheck}'s question.
     *
     * @param authentication as received; always none in version 3
     * @param checksum what the checksum covers; {@link ChecksumMode#RFC9568} in version 2, PSEUDO_HEADER over IPv6
     */
    record Accepted(
            Advertisement advertisement, Authentication authentication, ChecksumMode checksum, Envelope envelope)
            implements DecodeResult {}

    /** Anything else. What is known of it may itself be damaged, unless the checksum was read as right. */
    record Rejected(
            RejectReason reason, int rawVrid, @Nullable InetAddress rawSource) implements DecodeResult {
        /** The VRID, 1 to 255, where the message was read that far. */
        public OptionalInt vrid() {
            return rawVrid == 0 ? OptionalInt.empty() : OptionalInt.of(rawVrid);
        }

        /** The sender, where the IP header was read. */
        public Optional<InetAddress> source() {
            return Optional.ofNullable(rawSource);
        }
    }
}
