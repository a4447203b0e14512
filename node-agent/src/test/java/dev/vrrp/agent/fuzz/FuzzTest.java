package dev.vrrp.agent.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short run on each decoder; {@code e2e/bench fuzz} is the long one. */
class FuzzTest {
    @ParameterizedTest
    @EnumSource(Target.class)
    void anyInputIsAcceptedOrRejectedWithAReason(Target target, @TempDir Path folder) throws Exception {
        long inputs = (long) (100_000 * target.share());

        assertThat(Fuzzer.run(target, inputs, 1, folder).finding()).isEmpty();
    }
}
