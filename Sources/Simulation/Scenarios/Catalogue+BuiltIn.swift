import ObjectPrograms
public import Programs

extension Catalogue {
    /// The programs that are built in, in the order in which people should meet them.
    ///
    /// The object programs are the files of `fixtures/programs`, embedded in the binary, so that what runs here is
    /// what CPython runs.
    ///
    /// - Throws: an error if an embedded program did not parse, which the tests rule out.
    public static var builtIn: Catalogue {
        get throws {
            Catalogue([
                try embedded("chain", PackageResources.chain_py),
                try embedded("chain-domino", PackageResources.chain_domino_py),
                try embedded("cycle", PackageResources.cycle_py),
                try embedded("weakref", PackageResources.weakref_py),
                DezeroSquare(),
                DezeroLoop(), DezeroBranch(), DezeroShared(), DezeroSplit(), DezeroFormula.sphere, DezeroFormula.matyas,
                DezeroFormula.goldstein, DezeroRosenbrock(), DezeroNewton(), DezeroMlp(),
                try embedded("dezero", PackageResources.dezero_py),
                try embedded("chain-n", PackageResources.chain_n_py),
                try embedded("ring", PackageResources.ring_py),
            ])
        }
    }

    /// The names of the programs that are recorded where none is named: those of the book's chapter.
    public static let standardSuite = ["chain", "chain-domino", "cycle", "weakref", "dezero-square", "dezero-loop"]

    private static func embedded(_ name: String, _ bytes: [UInt8]) throws -> any Program {
        try ObjectProgram(name: name, file: "\(name).py", bytes: bytes)
    }
}
