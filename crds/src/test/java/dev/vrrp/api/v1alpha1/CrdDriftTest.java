package dev.vrrp.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed definitions, and their copies for kubectl and for helm, are what the records say. */
class CrdDriftTest {
    private static final boolean WRITE = Boolean.getBoolean("crds.write");

    @ParameterizedTest
    @ValueSource(strings = {"generated", "../deploy/crds", "../charts/vrrp-operator/crds"})
    void committedFilesAreWhatTheRecordsSay(String folder) throws IOException {
        for (Map.Entry<String, String> file : CrdGeneration.generate().entrySet()) {
            Path committed = Path.of(folder, file.getKey());
            if (WRITE) {
                Files.createDirectories(committed.getParent());
                Files.writeString(committed, file.getValue());
            }
            assertThat(committed)
                    .as("run: mvn -pl crds test -Dcrds.write=true")
                    .exists()
                    .content()
                    .isEqualTo(file.getValue());
        }
    }
}
