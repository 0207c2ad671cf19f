using System;

namespace Repartee.Samples.PlaySession.Gl;

/// <summary>A picture that the batch draws with. Belongs to the window's thread.</summary>
internal sealed unsafe class Texture : IDisposable
{
    private readonly GlFunctions gl;
    private uint id;

    private Texture(GlFunctions gl, int width, int height)
    {
        this.gl = gl;
        Width = width;
        Height = height;
        fixed (uint* place = &id)
            gl.GenTextures(1, place);
        gl.BindTexture(GlNames.Texture2D, id);
        gl.TexParameteri(GlNames.Texture2D, GlNames.TextureMinFilter, GlNames.Linear);
        gl.TexParameteri(GlNames.Texture2D, GlNames.TextureMagFilter, GlNames.Linear);
        gl.TexParameteri(GlNames.Texture2D, GlNames.TextureWrapS, GlNames.ClampToEdge);
        gl.TexParameteri(GlNames.Texture2D, GlNames.TextureWrapT, GlNames.ClampToEdge);
    }

    public uint Id => id;

    public int Width { get; }

    public int Height { get; }

    /// <summary>One coverage a pixel, which a shader reads in all four channels.</summary>
    public static Texture OfCoverage(GlFunctions gl, byte[] coverage, int width, int height)
    {
        var texture = new Texture(gl, width, height);
        gl.PixelStorei(GlNames.UnpackAlignment, 1);
        fixed (byte* pixels = coverage)
            gl.TexImage2D(GlNames.Texture2D, 0, GlNames.R8, width, height, 0, GlNames.Red, GlNames.UnsignedByte, pixels);
        for (uint channel = 0; channel < 4; channel++)
            gl.TexParameteri(GlNames.Texture2D, GlNames.TextureSwizzleR + channel, GlNames.Red);
        return texture;
    }

    /// <summary>An empty one to be drawn into. Its bytes are in the order that windows mostly have, so that a copy is only a
    /// copy.</summary>
    public static Texture OfColours(GlFunctions gl, int width, int height)
    {
        var texture = new Texture(gl, width, height);
        gl.TexImage2D(GlNames.Texture2D, 0, GlNames.Rgba8, width, height, 0, GlNames.Bgra, GlNames.UnsignedByte, null);
        return texture;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        fixed (uint* place = &id)
            gl.DeleteTextures(1, place);
    }
}
