package dev.vrrp.e2e.bench;

/** Takes what was measured. */
interface ClusterFigures {
    /**
     * Takes one value.
     *
     * @param figure what was measured, as a table shows it
     * @param unit of the value, such as ms
     */
    void add(String figure, String unit, double value);

    /** Takes a number of something. */
    default void add(String figure, String unit, long count) {
        add(figure, unit, (double) count);
    }
}
