package io.serai.revision;

import io.serai.provider.ProviderStates;
import io.serai.provider.VendorHttp;
import io.serai.provider.Watchdog;
import io.serai.provider.balance.Balances;
import io.serai.revision.check.SavedFiles;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * The beans that all revisions of the process share.
 *
 * @param directory where Serai runs, and what routes name their folders from
 * @param libraries what finds the classes that routes may name
 * @param filesInProgress which files of all folders are being worked on, in whatever revision
 * @param setups the setup of a revision with these files; throws a {@link RevisionException} if a setting, or the catalogue, is wrong
 */
public record ProcessBeans(
        Path directory,
        ClassLoader libraries,
        ProviderStates states,
        Watchdog watchdog,
        VendorHttp vendorHttp,
        Balances balances,
        FilesInProgress filesInProgress,
        Function<SavedFiles, RevisionSetup> setups) {}
