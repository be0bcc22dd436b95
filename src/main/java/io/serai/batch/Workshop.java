package io.serai.batch;

import io.serai.batch.vendor.Desk;
import io.serai.store.Store;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The tools of all jobs.
 *
 * @param longest the most bytes of a line
 * @param most lines of one job at once, those that wait for a limit included
 * @param stopping whether the process ends
 * @param contents of files, if nodes share the store
 * @param room of each owner
 * @param desk for vendors' batches; null if there are none
 */
record Workshop(
        Store store,
        LineEngine engine,
        InstantSource clock,
        Shelf shelf,
        Pacer pacer,
        Lanes lanes,
        LineMemory memory,
        Turns turns,
        Trouble trouble,
        int longest,
        int most,
        Stopping stopping,
        Contents contents,
        Room room,
        @Nullable Desk desk) {}
