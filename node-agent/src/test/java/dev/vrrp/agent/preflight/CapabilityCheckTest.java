package dev.vrrp.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.preflight.Finding.Verdict;
import dev.vrrp.agent.runtime.NodeState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilityCheckTest {
    private static final NodeState NODE = new NodeState(0, false, List.of(), List.of());

    @TempDir
    private Path directory;

    @Test
    void theTwoAreEnough() throws Exception {
        assertThat(lookOfProcessWith("-all,+net_admin,+net_raw").verdict()).isEqualTo(Verdict.FINE);
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        Finding finding = lookOfProcessWith("-net_raw");
        assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(finding.message())
                .contains("does not have NET_RAW", "capabilities.add: [NET_ADMIN, NET_RAW]")
                .doesNotContain("NET_ADMIN, without");
        assertThat(lookOfProcessWith("-all").message()).contains("NET_ADMIN, without", "NET_RAW, without");
    }

    /** What the check says of a process of root that may have these capabilities. */
    private Finding lookOfProcessWith(String bounds) throws IOException, InterruptedException {
        Path status = directory.resolve("status" + bounds.length());
        int code = new ProcessBuilder("setpriv", "--bounding-set=" + bounds, "cat", "/proc/self/status")
                .redirectOutput(status.toFile())
                .start()
                .waitFor();
        assertThat(code).isZero();
        return new CapabilityCheck(status).look(NODE);
    }
}
