package dev.vrrp.e2e.bench;

import java.util.function.Consumer;

/** A row of the table: what it takes to measure one or a few figures of one program. */
interface Row {
    /** As {@code --rows} takes it. */
    String name();

    /** Measures {@code contender} and gives each value to {@code results} as it comes. */
    void measure(Contender contender, Settings settings, Consumer<Sample> results);
}
