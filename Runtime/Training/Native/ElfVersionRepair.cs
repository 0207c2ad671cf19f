#nullable enable
using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace Repartee.Training.Native
{
    /// <summary>
    /// Removes a library's need for GCC 13's C++ runtime where that need is one symbol only: an empty initialiser hook of iostream,
    /// which libtorch has initialised anyway. The symbol is renamed to a harmless function of the C library, loses its version, and
    /// the version itself becomes weak. Layout: System V ABI, and the symbol versioning chapter of the Linux Standard Base.
    /// </summary>
    internal static class ElfVersionRepair
    {
        /// <summary>The version that older C++ runtimes lack.</summary>
        internal const string Version = "GLIBCXX_3.4.32";

        private const string Symbol = "_ZSt21ios_base_library_initv";
        private const string Replacement = "getpid";
        private const int SymbolSize = 24;
        private const ushort GlobalVersion = 1;
        private const ushort WeakFlag = 2;

        /// <summary>Returns a repaired copy; the given bytes stay as they are.</summary>
        /// <exception cref="InvalidDataException">Not an ELF64 little-endian library, or not one with exactly this need.</exception>
        internal static byte[] Repair(byte[] library)
        {
            var sections = new ElfSections(library);
            byte[] copy = (byte[])library.Clone();
            ElfSection symbols = sections.Require(ElfSections.DynamicSymbols, ".dynsym");
            ElfSection strings = sections.At(symbols.Link, ".dynstr");
            ElfSection versions = sections.Require(ElfSections.SymbolVersions, ".gnu.version");
            ElfSection needs = sections.Require(ElfSections.NeededVersions, ".gnu.version_r");

            ushort version = MakeVersionWeak(library, copy, needs, strings);
            int index = FindOnlySymbol(library, symbols, strings, versions, version);
            int name = strings.Offset + (int)Name(library, symbols, index);
            Encoding.ASCII.GetBytes(Replacement + "\0").CopyTo(copy.AsSpan(name));
            BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(versions.Offset + 2 * index), GlobalVersion);
            return copy;
        }

        // Walks Verneed (next at +12, first Vernaux at +8) and Vernaux (flags +4, number +6, name +8, next +12).
        private static ushort MakeVersionWeak(byte[] library, byte[] copy, ElfSection needs, ElfSection strings)
        {
            int entries = needs.Size / 16;
            for (long file = 0, files = 0; files < entries; files++)
            {
                ReadOnlySpan<byte> verneed = needs.Slice(library, file, 16);
                long aux = file + BinaryPrimitives.ReadUInt32LittleEndian(verneed.Slice(8));
                for (int count = BinaryPrimitives.ReadUInt16LittleEndian(verneed.Slice(2)); count > 0; count--)
                {
                    ReadOnlySpan<byte> vernaux = needs.Slice(library, aux, 16);
                    if (strings.TextEquals(library, BinaryPrimitives.ReadUInt32LittleEndian(vernaux.Slice(8)), Version))
                    {
                        ushort flags = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(vernaux.Slice(4)) | WeakFlag);
                        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(needs.Offset + (int)aux + 4), flags);
                        return BinaryPrimitives.ReadUInt16LittleEndian(vernaux.Slice(6));
                    }

                    aux += BinaryPrimitives.ReadUInt32LittleEndian(vernaux.Slice(12));
                }

                uint next = BinaryPrimitives.ReadUInt32LittleEndian(verneed.Slice(12));
                if (next == 0) break;
                file += next;
            }

            throw new InvalidDataException($"it does not ask for the version {Version}");
        }

        private static int FindOnlySymbol(byte[] library, ElfSection symbols, ElfSection strings, ElfSection versions, ushort version)
        {
            int found = -1;
            for (int i = 0; i < symbols.Size / SymbolSize; i++)
            {
                ushort own = BinaryPrimitives.ReadUInt16LittleEndian(versions.Slice(library, 2L * i, 2));
                if ((own & 0x7fff) != version) continue;
                if (!strings.TextEquals(library, Name(library, symbols, i), Symbol))
                    throw new InvalidDataException($"more than {Symbol} asks for the version {Version}: " +
                        $"{strings.Text(library, Name(library, symbols, i))}");
                found = i;
            }

            if (found < 0) throw new InvalidDataException($"no symbol {Symbol} asks for the version {Version}");
            RequireOwnName(library, symbols, found);
            return found;
        }

        // A linker may let one name be the tail of another; overwriting such a name would rename both.
        private static void RequireOwnName(byte[] library, ElfSection symbols, int index)
        {
            uint start = Name(library, symbols, index);
            for (int i = 0; i < symbols.Size / SymbolSize; i++)
            {
                uint name = Name(library, symbols, i);
                if (i != index && name >= start && name <= start + Symbol.Length)
                    throw new InvalidDataException($"dynamic symbol {i} shares the name of {Symbol}");
            }
        }

        private static uint Name(byte[] library, ElfSection symbols, int index) =>
            BinaryPrimitives.ReadUInt32LittleEndian(symbols.Slice(library, (long)index * SymbolSize, SymbolSize));
    }
}
